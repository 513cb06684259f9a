"""The parsed search of each want, kept by the database with the configuration of the listings' own."""

from __future__ import annotations

from django.db import migrations

KEEP = """
CREATE FUNCTION matching_query() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.query := CASE WHEN NEW.words = '' THEN NULL ELSE websearch_to_tsquery('french_unaccented', NEW.words) END;
    RETURN NEW;
END $$;
CREATE TRIGGER matching_query BEFORE INSERT OR UPDATE OF words ON matching_want
    FOR EACH ROW EXECUTE FUNCTION matching_query();
"""
FORGET = "DROP TRIGGER matching_query ON matching_want; DROP FUNCTION matching_query()"


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial"), ("listings", "0002_search"), ("platform", "0001_extensions")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
