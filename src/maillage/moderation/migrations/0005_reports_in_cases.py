from django.db import migrations


def group(apps, schema_editor):
    """What was reported of one thing is one case; its photos are exhibits."""
    Case = apps.get_model("moderation", "Case")
    Exhibit = apps.get_model("moderation", "Exhibit")
    Report = apps.get_model("moderation", "Report")
    cases = {}
    for report in Report.objects.select_related("author").order_by("created_at"):
        subject = (report.subject_kind, report.subject_id)
        if subject not in cases:
            cases[subject] = Case.objects.create(
                subject_kind=report.subject_kind,
                subject_id=report.subject_id,
                subject_title=report.excerpt.partition("\n")[0][:120],
                author=report.author,
                commune_id=report.commune_id,
                quarter_id=report.author.quarter_id if report.author else None,
                is_private=report.subject_kind == "message",
                severity=2,
                opened_at=report.created_at,
            )
        report.case = cases[subject]
        report.save(update_fields=["case"])
        if report.photo_id:
            Exhibit.objects.create(report=report, photo_id=report.photo_id)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_cases")]

    operations = [migrations.RunPython(group, migrations.RunPython.noop)]
