-- # One row a production model with a rebuild on record that was released in the last 180 days: the
-- # share of its releases that were rebuilt in the week before or after. A release without a
-- # rebuild on record leaves it open; one whose rebuild failed settles it.
-- title = "Releases that were rebuilt"
-- unit = "share"
-- needs = ["drill", "deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
rebuilt as (
    select d.*
    from drill d
    join model m on m.model = d.model and m.production
    where d.kind = 'rebuild' and d.drilled_at <= $now::timestamp
),
releases as (
    select
        r.model,
        r.release,
        coalesce(r.version, r.release) as version,
        r.released_at,
        bool_or(b.succeeded) as succeeded,
        min(r.fetched_at) as fetched_at,
        list(distinct r.source) as sources
    from release r
    left join rebuilt b
        on b.model = r.model
        and b.drilled_at > r.released_at - interval 7 day
        and b.drilled_at <= r.released_at + interval 7 day
    where r.kind <> 'rollback'
        and r.released_at > $now::timestamp - interval 180 day
        and r.released_at <= $now::timestamp
        and r.model in (select model from rebuilt)
    group by r.model, r.release, r.version, r.released_at
),
counted as (
    select
        model,
        count(*) as total,
        count(*) filter (succeeded) as done,
        count(*) filter (not succeeded) as failed,
        arg_max(version, released_at) filter (not succeeded) as failed_version,
        min(fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources
    from releases
    group by model
)
select
    model,
    case when done + failed = total then done / total end as value,
    case when done + failed < total then done / total end as low,
    case when done + failed < total then (total - failed) / total end as high,
    observed_at,
    sources,
    0.8::double as tier,
    done || ' of ' || total || case total when 1 then ' release' else ' releases' end
    || ' in 180 days were rebuilt'
    || coalesce('; the rebuild of version ' || failed_version || ' failed', '') as detail
from counted
