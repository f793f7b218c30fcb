-- One row a written account of a model at one location, as the source saw it that named it; its
-- state is what all sources that looked there saw.
select
    state.model,
    document.kind,
    document.location,
    state.state,
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
join document_state as state
    on state.model = model_name.model
    and state.kind = document.kind
    and state.location = document.location
join source_trust as trust on trust.source = document.source
where not coalesce(document.only_state, false)
