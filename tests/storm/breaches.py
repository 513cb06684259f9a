"""What must never be, however many hands there were: asked of the database in its own words. Each answers how many."""

from __future__ import annotations

from django.db import connection

BREACHES = {
    "one item kept for two at the same time": """
        SELECT count(*) FROM bookings_booking one JOIN bookings_booking other
        ON one.listing_id = other.listing_id AND one.item = other.item AND one.period && other.period
        AND one.id < other.id
        WHERE one.state IN ('accepted', 'out') AND other.state IN ('accepted', 'out')
    """,
    "more items kept than there are": """
        SELECT count(*) FROM bookings_booking LEFT JOIN bookings_availability USING (listing_id)
        WHERE state IN ('accepted', 'out') AND item > coalesce(quantity, 1)
    """,
    "a thing promised to two": """
        SELECT count(*) FROM (
            SELECT listing_id FROM (
                SELECT listing_id FROM promises_claim WHERE state = 'promised'
                UNION ALL
                SELECT listing_id FROM swaps_swapitem item JOIN swaps_swap swap ON swap.id = item.swap_id
                WHERE swap.state = 'accepted'
            ) promised GROUP BY listing_id HAVING count(*) > 1
        ) twice
    """,
    "a swap done by half": """
        SELECT count(*) FROM swaps_swapitem item JOIN swaps_swap swap ON swap.id = item.swap_id
        LEFT JOIN listings_hold hold ON hold.listing_id = item.listing_id AND hold.by_id = swap.id
        WHERE (swap.state = 'accepted') <> (hold.listing_id IS NOT NULL)
    """,
    "a hold of nobody, or a promise without one": """
        SELECT count(*) FROM (
            SELECT listing_id, id FROM promises_claim WHERE state = 'promised'
            UNION
            SELECT item.listing_id, swap.id FROM swaps_swapitem item JOIN swaps_swap swap ON swap.id = item.swap_id
            WHERE swap.state = 'accepted'
        ) promise (listing_id, by_id) FULL JOIN listings_hold hold USING (listing_id, by_id)
        WHERE promise.listing_id IS NULL OR hold.listing_id IS NULL
    """,
    "a listing that says promised and is not, or the other way round": """
        SELECT count(*) FROM listings_listing listing LEFT JOIN listings_hold hold ON hold.listing_id = listing.id
        WHERE (listing.state = 'promised') <> (hold.listing_id IS NOT NULL)
    """,
    "two words of one person about one exchange": """
        SELECT count(*) FROM (
            SELECT 1 FROM reviews_review GROUP BY exchange_id, author_id HAVING count(*) > 1
        ) twice
    """,
    "one side read before the other spoke, or both spoke and neither is read": """
        SELECT count(*) FROM reviews_exchange exchange
        WHERE (revealed_at IS NOT NULL)
        <> ((SELECT count(DISTINCT author_id) FROM reviews_review WHERE exchange_id = exchange.id) = 2)
    """,
    "an exchange recorded twice, or one that did not take place": """
        SELECT count(*) FROM reviews_exchange exchange FULL JOIN (
            SELECT 'booking', id FROM bookings_booking WHERE state = 'returned'
            UNION ALL SELECT 'promise', id FROM promises_claim WHERE state = 'kept'
            UNION ALL SELECT 'swap', id FROM swaps_swap WHERE state = 'done'
        ) done (kind, subject_id) USING (kind, subject_id)
        WHERE done.subject_id IS NULL OR (exchange.id IS NOT NULL AND EXISTS (
            SELECT FROM reviews_exchange other
            WHERE (other.kind, other.subject_id) = (kind, exchange.subject_id) AND other.id <> exchange.id
        ))
    """,
    "a sum that is counted otherwise than it was agreed": """
        SELECT count(*) FROM (
            SELECT sold_by_id, sum(price_cents) FROM reviews_exchange WHERE sold_by_id IS NOT NULL GROUP BY 1
        ) counted (seller, cents) FULL JOIN (
            SELECT seller, sum(cents) FROM (
                SELECT owner_id, price_cents FROM bookings_booking WHERE state = 'returned'
                UNION ALL
                SELECT author_id, claim.price_cents FROM promises_claim claim
                JOIN listings_listing listing ON listing.id = claim.listing_id WHERE claim.state = 'kept'
                UNION ALL
                SELECT CASE WHEN balance_cents > 0 THEN other_id ELSE proposer_id END, abs(balance_cents)
                FROM swaps_swap WHERE state = 'done' AND balance_cents <> 0
            ) paid (seller, cents) WHERE cents IS NOT NULL GROUP BY 1
        ) agreed (seller, cents) USING (seller) WHERE counted.cents IS DISTINCT FROM agreed.cents
    """,
    "two versions in force, or two that wait": """
        SELECT count(*) FROM (
            SELECT 1 FROM agreements_version WHERE state IN ('agreed', 'proposed')
            GROUP BY agreement_id, state HAVING count(*) > 1
        ) twice
    """,
}


def breaches(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(BREACHES[name])
        return int(cursor.fetchone()[0])
