-- # One row a production model: whether the version that serves names the run that produced it. No
-- # run is a fact only where a run is on record for another version of the model.
-- title = "The serving version names its training run"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
told as (
    select
        model,
        arg_max(version, number) filter (training_run is not null) as other,
        count(training_run) as runs
    from version
    group by model
)
select
    v.model,
    (v.training_run is not null)::int::double as value,
    least(v.fetched_at, s.fetched_at) as observed_at,
    [v.source] as sources,
    v.tier,
    case
        when v.training_run is not null
            then 'version ' || v.version || ' comes from run ' || v.training_run
        else 'version ' || v.version || ' names no run'
            || coalesce(', version ' || t.other || ' does', '')
    end as detail
from serving_now s
join model m on m.model = s.model and m.production
join version v on v.model = s.model and v.version = s.version
join told t on t.model = s.model
where v.training_run is not null or t.runs > 0
