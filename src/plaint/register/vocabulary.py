# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closed lists of the public record.

What a word means stands in docs/words.md; what it is called in a language, in the register catalogue, under its list.
"""

from enum import StrEnum
from typing import Final

LANGUAGES: Final = ("ru", "en")
"""The languages in which the record is kept; both are shown, neither is the original of the other."""


class ActorKind(StrEnum):
    """What kind of body or person speaks."""

    OFFICIAL = "official"
    OMBUDSMAN = "ombudsman"
    POLICE = "police"
    INVESTIGATIVE = "investigative"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    EXECUTIVE = "executive"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    NGO = "ngo"
    INTERNATIONAL = "international"
    ASSEMBLY = "assembly"
    PERSON = "person"


class StatementKind(StrEnum):
    """What somebody did by saying it."""

    ALLEGATION = "allegation"
    DENIAL = "denial"
    ACKNOWLEDGEMENT = "acknowledgement"
    DOUBT = "doubt"
    PROMISE = "promise"
    REQUEST = "request"
    CALL = "call"
    FINDING = "finding"
    ANSWER = "answer"
    REBUTTAL = "rebuttal"
    RETRACTION = "retraction"
    THREAT = "threat"
    RESOLUTION = "resolution"
    REPORT = "report"
    JUDGMENT = "judgment"
    PETITION = "petition"
    ASSISTANCE = "assistance"
    INQUIRY_OPENED = "inquiry_opened"
    INQUIRY_REFUSED = "inquiry_refused"
    FORWARDED = "forwarded"
    MECHANISM = "mechanism"


class Confidence(StrEnum):
    """How sure the keepers of the record are that this was said as written here; not whether it is true."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Medium(StrEnum):
    """What a source is."""

    PRESS = "press"
    AGENCY = "agency"
    BROADCAST = "broadcast"
    OFFICIAL = "official"
    NGO = "ngo"
    COURT = "court"
    INTERNATIONAL = "international"
    REPOST = "repost"
    """Somebody else's copy or translation; `reposted_from` says of what."""


class UnitKind(StrEnum):
    """What a unit counts. Counts of two units are never added, whatever their kinds."""

    PERSON = "person"
    COMPLAINT = "complaint"
    PETITION = "petition"
    ANSWER = "answer"
    CASE = "case"
    PLACE = "place"
    MEASURE = "measure"
    STATE = "state"


class Wording(StrEnum):
    """How the number was put. It must agree with the bounds: see `model.CountClaim`."""

    AT_LEAST = "at_least"
    EXACTLY = "exactly"
    ABOUT = "about"
    AT_MOST = "at_most"
    BETWEEN = "between"
    NONE = "none"


class Method(StrEnum):
    """What a number stands on."""

    NAME_LIST = "name_list"
    CASE_LOG = "case_log"
    OWN_SOURCES = "own_sources"
    OFFICIAL_COUNT = "official_count"
    ESTIMATE = "estimate"
    QUOTED = "quoted"
    UNKNOWN = "unknown"


class LineageKind(StrEnum):
    """How the claims of one lineage hang together."""

    ONE_ORIGIN = "one_origin"
    """They repeat or update one count: the newest counts, once."""
    SERIES = "series"
    """A cumulative series: its last value counts, and it should never fall."""
    VERSIONS = "versions"
    """Versions of one list that contradict one another: the range spans all of them."""


class CommitmentStatus(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    UNVERIFIABLE = "unverifiable"
    """No evidence either way was found. It is never counted as broken."""
    SUPERSEDED = "superseded"


class SignState(StrEnum):
    """What is known of a measurable sign of a promise."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    """There is evidence that it did not happen."""
    NO_EVIDENCE = "no_evidence"
    """It was looked for, and nothing was found either way."""


class StepKind(StrEnum):
    """What happened in an inquiry."""

    COMPLAINT_FILED = "complaint_filed"
    REPORT_OF_SIGNS = "report_of_signs"
    CHECK_OPENED = "check_opened"
    EXTENDED = "extended"
    PROTECTION_ASKED = "protection_asked"
    PROTECTION_UNDECIDED = "protection_undecided"
    INTERIM_ANSWER = "interim_answer"
    END_ANNOUNCED = "end_announced"
    """The body said that the check would end on this day."""
    REFUSED = "refused"
    REFUSAL_QUASHED = "refusal_quashed"
    RESUMED = "resumed"
    CASE_OPENED = "case_opened"
    TRANSFER_ASKED = "transfer_asked"
    TRANSFERRED = "transferred"
    FORWARDED_DOWN = "forwarded_down"
    COURT_APPLIED = "court_applied"
    COURT_FOUND_BREACHES = "court_found_breaches"
    COURT_UPHELD_REFUSAL = "court_upheld_refusal"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    INDICTED = "indicted"
    JUDGMENT = "judgment"


class CaseRole(StrEnum):
    """Whether a step treats the person it is about as one who suffered or as one who is accused."""

    VICTIM = "victim"
    SUSPECT = "suspect"
    UNKNOWN = "unknown"


class Criterion(StrEnum):
    """What is asked of an inquiry: the Minnesota Protocol of 2016, and what was missing for M. Lapunov."""

    PROMPT = "prompt"
    EFFECTIVE = "effective"
    INDEPENDENT_IMPARTIAL = "independent_impartial"
    TRANSPARENT = "transparent"
    PARTICIPATION = "participation"
    BIAS_MOTIVE_LOOKED_AT = "bias_motive_looked_at"
    SITE_VISIT = "site_visit"
    PROTECTION_DECIDED = "protection_decided"
    IDENTITY_VERIFIED = "identity_verified"


class Finding(StrEnum):
    """Whether a criterion is met, as far as sources tell."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class SnapshotForm(StrEnum):
    """The form in which a copy of a source is kept; also the end of its file name."""

    HTML = "html"
    PDF = "pdf"
    TXT = "txt"
