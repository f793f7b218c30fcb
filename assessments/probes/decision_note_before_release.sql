-- # One row a production model with decision notes and a known release of the version that serves:
-- # whether a note on that version was written by the day of the release. That only other versions
-- # have one leaves it open.
-- title = "The decision note came before the release"
-- unit = "yes or no"
-- needs = ["document:decision_note", "deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
note as (
    select
        d.model,
        d.version,
        d.location,
        d.created_at,
        r.version as serving,
        r.released_at,
        ltrim(lower(d.version), 'v') = ltrim(lower(r.version), 'v') as of_serving,
        least(d.fetched_at, r.fetched_at) as observed_at,
        list_append(r.sources, d.source) as sources,
        least(d.tier, r.tier) as tier
    from document d
    join serving_release r using (model)
    where d.kind = 'decision_note' and d.state <> 'missing' and r.released_at <= $now::timestamp
    qualify
        row_number() over (
            partition by d.model
            order by coalesce(of_serving, false) desc, d.created_at nulls last, d.location
        ) = 1
)
select
    model,
    case when of_serving then (created_at::date <= released_at::date)::int end::double as value,
    observed_at,
    list_sort(list_distinct(sources)) as sources,
    tier,
    case
        when of_serving is null then location || ' does not say which version it is about'
        when not of_serving
            then 'no note on version ' || serving || ' is on record, one on version ' || version
                || ' is'
        when created_at is null then location || ' does not say when it was written'
        else location || ' is of ' || strftime(created_at, '%Y-%m-%d') || ', version ' || serving
            || ' was released on ' || strftime(released_at, '%Y-%m-%d')
    end as detail
from note
