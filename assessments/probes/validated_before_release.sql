-- # One row a production model with a dated challenge and a known release of the version that
-- # serves: whether a challenge came first, at the latest on the day.
-- title = "The model was challenged before the serving release"
-- unit = "yes or no"
-- needs = ["review:validation", "deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
by_model as (
    select
        r.model,
        any_value(r.version) as version,
        any_value(r.released_at) as released_at,
        max(v.reviewed_at) filter (v.reviewed_at::date <= r.released_at::date) as before,
        min(v.reviewed_at) as first_at,
        least(min(v.fetched_at), any_value(r.fetched_at)) as observed_at,
        list_sort(list_distinct(list_concat(list(v.source), any_value(r.sources)))) as sources,
        least(min(v.tier), any_value(r.tier)) as tier
    from serving_release r
    join validation v using (model)
    where r.released_at <= $now::timestamp and v.reviewed_at <= $now::timestamp
    group by r.model
)
select
    model,
    (before is not null)::int::double as value,
    observed_at,
    sources,
    tier,
    case
        when before is not null
            then 'reviewed on ' || strftime(before, '%Y-%m-%d') || ', version ' || version
                || ' was released on ' || strftime(released_at, '%Y-%m-%d')
        else 'version ' || version || ' was released on ' || strftime(released_at, '%Y-%m-%d')
            || ', the first review is of ' || strftime(first_at, '%Y-%m-%d')
    end as detail
from by_model
