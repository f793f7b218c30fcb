-- # One row a production model whose serving version tells of its run: how many of three are there,
-- # parameters, metrics, and the version that it was compared with. What is not told may be there.
-- title = "Parameters, metrics and comparison of the serving version"
-- unit = "of 3"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
told as (
    select
        v.*,
        nullif(ltrim(lower(v.compared_with), 'v'), ltrim(lower(v.version), 'v')) is not null
            as compared,
        coalesce((v.parameters > 0)::int, 0) + coalesce((v.metrics > 0)::int, 0) + compared::int
            as there,
        (v.parameters is null)::int + (v.metrics is null)::int + (v.compared_with is null)::int
            as unknown,
        least(v.fetched_at, s.fetched_at) as observed_at
    from serving_now s
    join model m on m.model = s.model and m.production
    join version v on v.model = s.model and v.version = s.version
    where v.parameters is not null or v.metrics is not null or v.compared_with is not null
)
select
    model,
    case when unknown = 0 then there end::double as value,
    case when unknown > 0 then there end::double as low,
    case when unknown > 0 then there + unknown end::double as high,
    observed_at,
    [source] as sources,
    tier,
    'version ' || version || ': ' || concat_ws(
        ', ',
        case when parameters is null then 'parameters not told'
            when parameters = 0 then 'no parameters'
            else parameters || case parameters when 1 then ' parameter' else ' parameters' end end,
        case when metrics is null then 'metrics not told'
            when metrics = 0 then 'no metrics'
            else metrics || case metrics when 1 then ' metric' else ' metrics' end end,
        case when compared_with is null then 'no comparison told'
            when compared then 'compared with version ' || compared_with
            else 'compared with itself' end
    ) as detail
from told
