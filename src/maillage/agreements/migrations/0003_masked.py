"""What was said stays, and moderation may keep it from being shown: a column beside the words, that the triggers let."""

from django.db import migrations, models

AFTER = """
CREATE OR REPLACE FUNCTION agreements_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'masked_at') IS DISTINCT FROM (to_jsonb(OLD) - 'masked_at') THEN
    RAISE EXCEPTION 'words_stay: what was said of an agreement is not rewritten' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION agreements_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'words_stay: what was said of an agreement is not rewritten' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""
MASKED = {
    "version": "by moderation: its words and photos are shown to nobody",
    "statement": "as of a version",
    "turn": "as of a version",
}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_words_that_stay")]
    operations = [
        *(
            migrations.AddField(name, "masked_at", models.DateTimeField(help_text=words, null=True))
            for name, words in MASKED.items()
        ),
        migrations.RunSQL(AFTER, BEFORE),
    ]
