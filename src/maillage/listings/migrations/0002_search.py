"""The search columns, kept by the database: whoever writes a listing, what is found is what is there."""

from __future__ import annotations

from django.db import migrations

KEEP = """
CREATE FUNCTION listing_search() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.search := setweight(to_tsvector('french_unaccented', NEW.title), 'A')
               || setweight(to_tsvector('french_unaccented', NEW.category_words), 'B')
               || setweight(to_tsvector('french_unaccented', NEW.text), 'C');
    NEW.search_words := lower(unaccent(NEW.title || ' ' || NEW.category_words));
    RETURN NEW;
END $$;
CREATE TRIGGER listing_search BEFORE INSERT OR UPDATE OF title, text, category_words ON listings_listing
    FOR EACH ROW EXECUTE FUNCTION listing_search();
"""
FORGET = "DROP TRIGGER listing_search ON listings_listing; DROP FUNCTION listing_search()"


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial"), ("platform", "0001_extensions")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
