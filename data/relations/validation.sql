-- One row a challenge of a production model that is on record: a review of kind validation, or a
-- review document that is not missing, which counts from the day of its approval, else of its
-- writing. author made the version that was looked at; null where that is not known.
with
told as (
    select
        model, version, reviewer, reviewed_at, findings, findings_closed, url as location, source,
        tier, fetched_at
    from review
    where kind = 'validation'
    union all
    select
        model, version, author, coalesce(approved_at, created_at), null, null, location, source,
        tier, fetched_at
    from document
    where kind = 'review' and state <> 'missing'
)
select
    told.model,
    told.version,
    version.created_by as author,
    told.reviewer,
    told.reviewed_at,
    told.findings,
    told.findings_closed,
    told.location,
    told.source,
    told.tier,
    told.fetched_at
from told
join model on model.model = told.model and model.production
left join version
    on version.model = told.model
    and ltrim(lower(version.version), 'v') = ltrim(lower(told.version), 'v')
