"""What was said stays said: triggers refuse to rewrite a version, a condition or a turn, whatever the program does."""

from django.db import migrations

# Only who confirmed, and what became of a version, may still be written; a confirmation is never taken back.
VERSION = """
CREATE FUNCTION agreements_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.agreement_id, OLD.number, OLD.made_by, OLD.made_at, OLD.object, OLD.value_cents, OLD.deposit_kind,
      OLD.deposit, OLD.condition, OLD.unit, OLD.period, OLD.price_cents)
     IS DISTINCT FROM
     (NEW.id, NEW.agreement_id, NEW.number, NEW.made_by, NEW.made_at, NEW.object, NEW.value_cents, NEW.deposit_kind,
      NEW.deposit, NEW.condition, NEW.unit, NEW.period, NEW.price_cents)
     OR (OLD.owner_confirmed_at IS NOT NULL AND NEW.owner_confirmed_at IS DISTINCT FROM OLD.owner_confirmed_at)
     OR (OLD.borrower_confirmed_at IS NOT NULL
         AND NEW.borrower_confirmed_at IS DISTINCT FROM OLD.borrower_confirmed_at)
     OR (OLD.state IN ('replaced', 'dropped') AND NEW.state <> OLD.state)
  THEN
    RAISE EXCEPTION 'version_stays: a version of an agreement is not rewritten' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE ON agreements_version
  FOR EACH ROW EXECUTE FUNCTION agreements_version_stays();
"""
WORDS = """
CREATE FUNCTION agreements_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'words_stay: what was said of an agreement is not rewritten' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER words_stay BEFORE UPDATE ON agreements_statement
  FOR EACH ROW EXECUTE FUNCTION agreements_words_stay();
CREATE TRIGGER words_stay BEFORE UPDATE ON agreements_turn
  FOR EACH ROW EXECUTE FUNCTION agreements_words_stay();
CREATE TRIGGER words_stay BEFORE UPDATE ON agreements_agreementphoto
  FOR EACH ROW EXECUTE FUNCTION agreements_words_stay();
"""
# A photo joins a version while it is proposed: never one that both confirmed.
PHOTOS = """
CREATE FUNCTION agreements_photos_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version_id IS NOT NULL
     AND EXISTS (SELECT FROM agreements_version WHERE id = NEW.version_id AND state <> 'proposed')
  THEN
    RAISE EXCEPTION 'photos_stay: no photo joins a version that is decided' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER photos_stay BEFORE INSERT ON agreements_agreementphoto
  FOR EACH ROW EXECUTE FUNCTION agreements_photos_stay();
"""
BACK = """
DROP TRIGGER photos_stay ON agreements_agreementphoto;
DROP FUNCTION agreements_photos_stay;
DROP TRIGGER words_stay ON agreements_agreementphoto;
DROP TRIGGER words_stay ON agreements_turn;
DROP TRIGGER words_stay ON agreements_statement;
DROP FUNCTION agreements_words_stay;
DROP TRIGGER version_stays ON agreements_version;
DROP FUNCTION agreements_version_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_agreements")]
    operations = [migrations.RunSQL(VERSION + WORDS + PHOTOS, BACK)]
