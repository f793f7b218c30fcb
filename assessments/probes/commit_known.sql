-- # One row a production model of whose serving version the code's commit is recorded, by the
-- # registry or by its release. A version that records none is a gap, not a fact.
-- title = "The serving version's commit is recorded"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
released as (
    select
        model,
        version,
        arg_max(commit, released_at) as commit,
        arg_max(source, released_at) as source,
        min(tier) as tier,
        min(fetched_at) as fetched_at
    from release
    where commit is not null
    group by model, version
)
select
    s.model,
    1::double as value,
    case when v.git_commit is null then r.fetched_at else v.fetched_at end as observed_at,
    [case when v.git_commit is null then r.source else v.source end] as sources,
    case when v.git_commit is null then r.tier else v.tier end as tier,
    'version ' || s.version || ' was made from commit '
    || left(coalesce(v.git_commit, r.commit), 12) as detail
from serving_now s
join model m on m.model = s.model and m.production
left join version v on v.model = s.model and v.version = s.version
left join released r on r.model = s.model and r.version = s.version
where coalesce(v.git_commit, r.commit) is not null
