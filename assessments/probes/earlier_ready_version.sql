-- # One row a production model: whether a version older than the serving one is ready.
-- title = "An earlier version is ready"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
earlier as (
    select
        s.model,
        any_value(s.version) as serving,
        any_value(s.fetched_at) as seen_at,
        count(*) filter (v.number < s.number and v.ready) as ready_ones,
        count(*) filter (v.number < s.number and v.ready is null) as unknown_ones,
        arg_max(v.version, v.number) filter (v.number < s.number and v.ready) as best_version,
        min(v.fetched_at) as observed_at,
        list_sort(list(distinct v.source)) as sources,
        min(v.tier) as tier
    from serving_now s
    join version v using (model)
    where s.number is not null and v.number is not null
    group by s.model
)
select
    model,
    case when ready_ones > 0 then 1 when unknown_ones = 0 then 0 end::double as value,
    least(observed_at, seen_at) as observed_at,
    sources,
    tier,
    case
        when ready_ones > 0 then 'version ' || best_version || ' is ready, ' || serving || ' serves'
        when unknown_ones > 0
            then 'the registry does not say whether versions before ' || serving || ' are ready'
        else 'no version before ' || serving || ' is ready'
    end as detail
from earlier
where model in (select model from model where production)
