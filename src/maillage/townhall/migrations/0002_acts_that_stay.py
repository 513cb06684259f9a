"""The journal is added to: triggers refuse to rewrite a line, or to delete a recent one."""

from django.db import migrations

ACTS = """
CREATE FUNCTION townhall_acts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '3 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'acts_stay: what was done in the name of a town is not rewritten' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER acts_stay BEFORE UPDATE OR DELETE ON townhall_act
  FOR EACH ROW EXECUTE FUNCTION townhall_acts_stay();
"""
BACK = """
DROP TRIGGER acts_stay ON townhall_act;
DROP FUNCTION townhall_acts_stay;
"""


class Migration(migrations.Migration):
    dependencies = [("townhall", "0001_initial")]
    operations = [migrations.RunSQL(ACTS, BACK)]
