-- # One row a production model with an earlier version that served before: whether it takes and
-- # gives the same schema as the serving one.
-- title = "The version that served before has the same signature"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
-- The last that served before: a later one that was taken back is not what to return to.
previous as (
    select model, serving, arg_max(version, served_at) as version
    from served_before
    where seen = 'pointer' or served_at <= $now::timestamp
    group by model, serving
)
select
    p.model,
    case when a.signature = b.signature then 1 when a.signature <> b.signature then 0 end::double
        as value,
    least(a.fetched_at, b.fetched_at) as observed_at,
    list_sort(list_distinct([a.source, b.source])) as sources,
    least(a.tier, b.tier) as tier,
    case
        when a.signature = b.signature
            then 'versions ' || p.version || ' and ' || p.serving || ' have the same signature'
        when a.signature <> b.signature
            then 'versions ' || p.version || ' and ' || p.serving || ' differ in their signatures'
        else 'the signature of version '
            || case when a.signature is null then p.version else p.serving end
            || ' is not recorded'
    end as detail
from previous p
join version a on a.model = p.model and a.version = p.version
join version b on b.model = p.model and b.version = p.serving
