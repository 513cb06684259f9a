# The cards already on the feed said prices in French, in their words, and not how far they reach nor when they end.

from django.db import migrations


def tell_again(apps, schema_editor):
    from maillage.feed.actions import WORDS_LENGTH, reaching
    from maillage.feed.lines import cut
    from maillage.platform import rendering

    Entry = apps.get_model("feed", "Entry")
    listings = apps.get_model("listings", "Listing").objects.filter(state="open")
    for listing in listings.iterator():
        Entry.objects.filter(subject_kind="listing", subject_id=listing.pk).update(
            words=cut(rendering.plain(listing.text), WORDS_LENGTH),
            price_cents=listing.price_cents,
            price_unit=listing.price_unit,
            in_return=listing.in_return,
            until=listing.expires_at,
            **reaching(listing.point_cell, listing.reach_step),
        )


class Migration(migrations.Migration):

    dependencies = [
        ("feed", "0003_facts_and_reach"),
        ("listings", "0002_search"),
    ]

    operations = [
        migrations.RunPython(tell_again, migrations.RunPython.noop),
    ]
