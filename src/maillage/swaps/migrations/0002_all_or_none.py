"""An accepted swap holds all its listings, and no other swap holds any: checked when a transaction ends."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION swaps_must_be_whole(one uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_accepted boolean;
BEGIN
    SELECT state = 'accepted' INTO now_accepted FROM swaps_swap WHERE id = one;
    IF now_accepted IS NULL THEN
        RETURN;
    END IF;
    IF now_accepted AND EXISTS (
        SELECT 1 FROM swaps_swapitem item WHERE item.swap_id = one AND NOT EXISTS (
            SELECT 1 FROM listings_hold hold WHERE hold.listing_id = item.listing_id AND hold.by_id = one
        )
    ) THEN
        RAISE EXCEPTION 'accepted swap % does not hold all its listings', one
            USING ERRCODE = 'check_violation', CONSTRAINT = 'swap_all_or_none';
    END IF;
    IF NOT now_accepted AND EXISTS (SELECT 1 FROM listings_hold hold WHERE hold.by_id = one) THEN
        RAISE EXCEPTION 'swap % is not accepted and holds a listing', one
            USING ERRCODE = 'check_violation', CONSTRAINT = 'swap_all_or_none';
    END IF;
END $$;

CREATE FUNCTION swaps_whole_after_swap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM swaps_must_be_whole(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION swaps_whole_after_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM swaps_must_be_whole(NEW.by_id);
    ELSE
        PERFORM swaps_must_be_whole(OLD.by_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER swap_all_or_none AFTER INSERT OR UPDATE OF state ON swaps_swap
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION swaps_whole_after_swap();
CREATE CONSTRAINT TRIGGER swap_all_or_none_of_hold AFTER INSERT OR DELETE ON listings_hold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION swaps_whole_after_hold();
"""

BACKWARD = """
DROP TRIGGER swap_all_or_none_of_hold ON listings_hold;
DROP TRIGGER swap_all_or_none ON swaps_swap;
DROP FUNCTION swaps_whole_after_hold();
DROP FUNCTION swaps_whole_after_swap();
DROP FUNCTION swaps_must_be_whole(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("swaps", "0001_swaps"), ("listings", "0005_holds_of_exchanges")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
