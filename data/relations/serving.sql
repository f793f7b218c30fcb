-- One row an interval in which a slot pointed to a version of a model, open or closed.
select
    match.model,
    assignment.slot_kind,
    assignment.slot,
    assignment.version,
    version.number,
    version.created_at as version_created_at,
    assignment.production,
    assignment.share,
    assignment.from_earliest,
    assignment.from_latest,
    assignment.until_earliest,
    assignment.until_latest,
    assignment.seen_by,
    assignment.actor,
    assignment.source,
    trust.tier,
    assignment.fetched_at
from landed.assignment as assignment
join match
    on match.entity = 'assignment'
    and match.source = assignment.source
    and match.id = assignment.slot
    and match.target = assignment.model
join source_trust as trust on trust.source = assignment.source
left join version
    on version.model = match.model and version.version = assignment.version
