"""The demo's own subscriber, so that the second day has somebody to write to."""

from sqlalchemy import select, update

from alerts import saved_queries, subscriptions
from catalog.clock import utc_now
from catalog.models import Frequency, Subscription, SubscriptionState
from indexer.query import SearchQuery
from samla.wiring import Program

ADDRESS = "leser@demo.example.org"
QUERY = "heltid"


def subscribe_demo_reader(program: Program) -> None:
    """Subscribe and confirm, once."""
    query = SearchQuery(text=QUERY)
    with program.db.write() as session:
        known = select(Subscription.id).where(
            Subscription.address == ADDRESS, Subscription.query_key == saved_queries.query_key(query)
        )
        if session.scalars(known).first() is not None:
            return
        subscriptions.subscribe(
            session,
            address=ADDRESS,
            query=query,
            frequency=Frequency.IMMEDIATELY,
            language="nb",
            now=utc_now(),
            settings=program.alert_settings,
        )
        # Nobody reads this address's mail to follow the link in it.
        session.execute(
            update(Subscription)
            .where(Subscription.address == ADDRESS)
            .values(state=SubscriptionState.ACTIVE, confirmed_at=utc_now())
        )
