"""What may stand in a choice column, as stable keys; the texts people see live in `words`.

Teams add their own entries in the Settings tab; these are the ones the rules know by name.
"""

from collections.abc import Mapping
from types import MappingProxyType

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "client_kind": ("person", "company", "sole_trader"),
        "client_status": ("lead", "potential", "customer", "regular", "dormant", "lost"),
        "tier": ("key", "standard", "small"),
        "source": ("site", "phone_call", "referral", "social", "advertising", "fair", "walk_in", "market", "other"),
        "deal_stage": ("new", "talks", "offer", "agreed", "paid", "done", "lost", "returned"),
        "channel": ("phone", "email", "sms", "whatsapp", "telegram", "viber", "skype", "meeting", "post"),
        "contact_result": ("reached", "no_answer", "call_back", "agreed", "refused", "wrong_number", "other"),
        "task_status": ("open", "done", "postponed", "declined", "cancelled"),
        "leaving_reason": (
            "price", "competitor", "quality", "service", "no_need", "no_money", "lost_touch", "moved", "other",
        ),
        "decision_role": ("decides", "influences", "uses", "buys", "gatekeeper", "talks_only"),
        "attitude": ("for_us", "neutral", "against_us", "unknown"),
        "relation": ("spouse", "child", "parent", "grandparent", "sibling", "partner", "friend", "other"),
        "date_occasion": ("birthday", "wedding", "name_day", "anniversary", "family_feast", "other"),
        "sex": ("m", "f"),
        "language": ("ru", "pl", "ro", "en"),
        "warmth": ("cold", "warm", "hot"),
        "contact_type": ("buyer", "supplier", "user", "partner"),
        "legal_form": (),
        "service_kind": ("direct_sale", "service", "advertising", "marketing", "information"),
        "payment_form": ("cash", "card", "transfer", "invoice", "instalments", "deferred"),
        "paid": ("no", "partly", "yes"),
        "delivery": ("waiting", "packed", "sent", "delivered", "returned"),
        "sale_kind": ("retail", "wholesale", "by_phone"),
        "consent_purpose": ("greetings", "offers", "news", "surveys"),
        "consent_given": ("given", "withdrawn"),
        "consent_basis": ("consent", "customer", "contract"),
        "duplicate_decision": ("merge", "keep", "different", "later"),
        "duplicate_part": ("stays", "joins"),
        "duplicate_level": ("sure", "probable"),
        "letter_status": (
            "prepared", "sent", "failed", "held", "waiting", "delayed", "refused", "unclear", "dropped", "bounced",
        ),
        "mailing_purpose": ("greetings", "offers", "news", "surveys", "service"),
        "mailing_repeat": ("once", "weekly", "monthly"),
        "mailing_occasion": (),
        "mailing_winner": ("first", "second"),
        "per_address": ("one", "each"),
        "mailing_order": ("send", "pause", "stop"),
        "mailing_status": ("planned", "running", "finished", "paused", "stopped", "refused"),
        "letter_decision": ("was_sent", "send_again", "do_not_send", "address_right"),
        "mailing_topic": ("all", "greetings", "offers", "news", "surveys"),
        "opt_out_source": ("link", "letter", "reply", "complaint", "bounce", "team"),
        "data_age": ("fresh", "ageing", "stale", "never"),
        "yes_no": ("yes", "no"),
    }
)  # fmt: skip

CLOSED_STAGES = frozenset({"done", "lost", "returned"})
"""Deal stages after which nothing more is expected of the deal."""
