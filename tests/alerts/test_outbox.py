"""The outbox sends each mail once, and nothing that goes wrong with one mail stops the next."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from alerts.mail import Mail
from alerts.mailer import MailRejected, MailUnavailable, MemoryMailer, ServerDown
from alerts.outbox import LEASE, MAX_ATTEMPTS, backoff, claim_next, deliver_pending, recover_stuck, settle
from alerts.queueing import Draft, queue_mail
from alerts.rendering import Rendering
from alerts.settings import AlertSettings
from catalog.database import Database
from catalog.models import Delivery, DeliveryStatus
from tests.support.alerts import READER
from tests.support.catalogue import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def queue(db: Database, settings: AlertSettings) -> "Queue":
    """An outbox to put mails in."""
    return Queue(db, settings)


class Queue:
    """Puts mails in the outbox and looks at them."""

    def __init__(self, db: Database, settings: AlertSettings) -> None:
        self._db, self._settings = db, settings

    def add(self, key: str = "digest:1", subject: str = "Nytt", address: str = READER) -> int | None:
        draft = Draft(key=key, address=address, language="nb", subject=subject, rendering=Rendering(text="a", html="b"))
        with self._db.write() as session:
            return queue_mail(session, draft, now=NOON, settings=self._settings)

    def all(self) -> list[Delivery]:
        with self._db.read() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    def statuses(self) -> list[DeliveryStatus]:
        return [each.status for each in self.all()]


class PartlyFailing(MemoryMailer):
    """Fails for some addresses and keeps the rest."""

    def __init__(self, errors: dict[str, Exception]) -> None:
        super().__init__()
        self._errors = errors

    def send(self, mail: Mail) -> None:
        if mail.address in self._errors:
            raise self._errors[mail.address]
        super().send(mail)


def test_a_due_mail_is_sent_once(db: Database, queue: Queue) -> None:
    """A second round has nothing to do."""
    queue.add()
    mailer = MemoryMailer()

    first = deliver_pending(db, mailer, lambda: NOON)
    second = deliver_pending(db, mailer, lambda: NOON)

    assert (1, 0) == (first, second)
    assert (DeliveryStatus.SENT, NOON) == (queue.all()[0].status, queue.all()[0].sent_at)


def test_a_key_is_queued_once(queue: Queue) -> None:
    """Making the same mail again changes nothing."""
    assert queue.add() is not None
    assert queue.add(subject="Noe annet") is None
    assert ["Nytt"] == [each.subject for each in queue.all()]


def test_busy_server_leaves_the_mail_for_later(db: Database, queue: Queue) -> None:
    """A temporary refusal is one attempt, and the next comes after the back-off."""
    queue.add()
    busy = MemoryMailer(failing_with=MailUnavailable("421 try later"))

    attempted = deliver_pending(db, busy, lambda: NOON)

    (delivery,) = queue.all()
    assert 1 == attempted
    assert (DeliveryStatus.PENDING, "421 try later") == (delivery.status, delivery.error)
    assert NOON + 5 * MINUTE == delivery.not_before


def test_the_later_attempt_is_the_same_mail(db: Database, queue: Queue) -> None:
    """After the back-off the mail goes out as it was made, with its one Message-ID."""
    queue.add()
    mailer = MemoryMailer(failing_with=MailUnavailable("busy"))
    deliver_pending(db, mailer, lambda: NOON)
    mailer.failing_with = None

    assert 0 == deliver_pending(db, mailer, lambda: NOON + 4 * MINUTE)
    assert 1 == deliver_pending(db, mailer, lambda: NOON + 5 * MINUTE)
    assert [queue.all()[0].message_id] == [mail.message_id for mail in mailer.sent]
    assert "Sun, 22 Nov 2026 13:00:00 +0100" == mailer.sent[0].headers["Date"]


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 5), (2, 10), (3, 20), (8, 640), (9, 1_280), (10, 1_440), (1_000, 1_440)]
)
def test_the_back_off_doubles_up_to_a_day(attempts: int, minutes: int) -> None:
    """Five minutes, then twice as long each time, never more than a day."""
    assert minutes * MINUTE == backoff(attempts)


def test_a_refused_mail_is_over(db: Database, queue: Queue) -> None:
    """A permanent refusal is kept with its reason and not tried again."""
    queue.add()
    mailer = MemoryMailer(failing_with=MailRejected("550 no such mailbox"))

    deliver_pending(db, mailer, lambda: NOON)

    assert 0 == deliver_pending(db, mailer, lambda: NOON + timedelta(days=30))
    assert (DeliveryStatus.FAILED, "550 no such mailbox") == (queue.all()[0].status, queue.all()[0].error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (MailRejected("550"), DeliveryStatus.FAILED),
        (MailUnavailable("450"), DeliveryStatus.PENDING),
        (RuntimeError("nobody thought of this"), DeliveryStatus.PENDING),
        (UnicodeEncodeError("ascii", "ø", 0, 1, "no"), DeliveryStatus.PENDING),
    ],
)
def test_a_poison_mail_stops_nobody(db: Database, queue: Queue, error: Exception, status: DeliveryStatus) -> None:
    """Whatever is wrong with the first mail, the second goes out."""
    queue.add("digest:1", address="a@solvik.example.org")
    queue.add("digest:2", address="b@solvik.example.org")
    mailer = PartlyFailing({"a@solvik.example.org": error})

    deliver_pending(db, mailer, lambda: NOON)

    assert [status, DeliveryStatus.SENT] == queue.statuses()


def test_a_mail_that_cannot_be_written_stops_nobody(db: Database, queue: Queue) -> None:
    """A row with a line break where none may be fails for good, alone."""
    queue.add("digest:1")
    queue.add("digest:2")
    with db.write() as session:
        session.execute(update(Delivery).where(Delivery.key == "digest:1").values(subject="to\u2028linjer"))

    deliver_pending(db, MemoryMailer(), lambda: NOON)

    assert [DeliveryStatus.FAILED, DeliveryStatus.SENT] == queue.statuses()


def test_a_server_that_is_down_ends_the_round(db: Database, queue: Queue) -> None:
    """Five hundred mails do not wait for five hundred time-outs."""
    for number in range(3):
        queue.add(f"digest:{number}")

    attempted = deliver_pending(db, MemoryMailer(failing_with=ServerDown("no route")), lambda: NOON)

    assert 1 == attempted
    assert [1, 0, 0] == [each.attempts for each in queue.all()]


def test_after_many_attempts_a_mail_is_given_up(db: Database, queue: Queue) -> None:
    """About five days of trying, then it fails with the last reason."""
    queue.add()
    busy = MemoryMailer(failing_with=MailUnavailable("450 greylisted"))
    now = NOON
    for _ in range(MAX_ATTEMPTS):
        deliver_pending(db, busy, lambda: now)  # noqa: B023
        now += timedelta(days=1)

    (delivery,) = queue.all()
    assert (DeliveryStatus.FAILED, MAX_ATTEMPTS) == (delivery.status, delivery.attempts)
    assert "given up after 12 attempts: 450 greylisted" == delivery.error


def test_a_limit_is_kept(db: Database, queue: Queue) -> None:
    """A round sends no more than it may."""
    for number in range(3):
        queue.add(f"digest:{number}")

    assert 2 == deliver_pending(db, MemoryMailer(), lambda: NOON, limit=2)


def test_two_senders_send_each_mail_once(db: Database, queue: Queue) -> None:
    """Whoever claims a mail has it alone."""
    for number in range(30):
        queue.add(f"digest:{number}")
    mailers = [MemoryMailer(), MemoryMailer()]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda mailer: deliver_pending(db, mailer, lambda: NOON), mailers))

    sent = [mail.message_id for mailer in mailers for mail in mailer.sent]
    assert 30 == len(sent) == len(set(sent))


def test_a_mail_whose_sender_died_comes_back(db: Database, queue: Queue) -> None:
    """While the lease runs nobody else takes it; then it is due again."""
    queue.add()
    assert claim_next(db, now=NOON) is not None

    assert 0 == _recover(db, NOON + LEASE)
    assert claim_next(db, now=NOON + LEASE) is None
    assert 1 == _recover(db, NOON + LEASE + MINUTE)
    assert claim_next(db, now=NOON + LEASE + MINUTE) is not None


def test_a_sender_that_lost_its_lease_settles_nothing(db: Database, queue: Queue) -> None:
    """A slow sender cannot undo what another one did meanwhile."""
    queue.add()
    slow = claim_next(db, now=NOON)
    _recover(db, NOON + 2 * LEASE)
    deliver_pending(db, MemoryMailer(), lambda: NOON + 2 * LEASE)
    assert slow is not None

    settle(db, slow, DeliveryStatus.FAILED, error="too slow", now=NOON + 3 * LEASE)

    assert [DeliveryStatus.SENT] == queue.statuses()


def test_a_mail_that_kills_its_sender_is_given_up(db: Database, queue: Queue) -> None:
    """Twelve dead senders are enough."""
    queue.add()
    now = NOON
    for _ in range(MAX_ATTEMPTS):
        claim_next(db, now=now)
        now += 2 * LEASE
        _recover(db, now)

    assert [DeliveryStatus.FAILED] == queue.statuses()


def test_no_transaction_is_open_while_a_mail_is_sent(db: Database, queue: Queue) -> None:
    """A slow mail server keeps nobody from writing."""
    queue.add()
    mailer = _Writing(db)

    deliver_pending(db, mailer, lambda: NOON)

    assert [DeliveryStatus.SENT] == queue.statuses()
    assert 1 == len(mailer.sent)


class _Writing(MemoryMailer):
    """Writes to the catalogue while it has the mail, which waits for ever if the sender holds the lock."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db

    def send(self, mail: Mail) -> None:
        with self._db.write() as session:
            session.execute(update(Delivery).values(error="seen"))
        super().send(mail)


def _recover(db: Database, now: datetime) -> int:
    with db.write() as session:
        return recover_stuck(session, now=now)
