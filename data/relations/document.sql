-- One row a written account of a model at one location, as one source saw it.
select
    model_name.model,
    document.kind,
    document.location,
    document.state,
    document.title,
    document.version,
    document.owner,
    document.author,
    document.approved_by,
    document.approved_at,
    document.created_at,
    document.edited_at,
    document.sections,
    document.source,
    trust.tier,
    document.fetched_at
from landed.document as document
join model_name on model_name.name = document.model
join source_trust as trust on trust.source = document.source
