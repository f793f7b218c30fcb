-- # One row a production model with an earlier version that served before: whether it takes and
-- # gives the same schema as the serving one.
-- title = "The version that served before has the same signature"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
serving_now as (
    select
        model,
        arg_max(version, (share, number)) as version,
        arg_max(number, (share, number)) as number
    from serving
    where production and until_latest is null
    group by model
),
served as (
    select
        model,
        version,
        coalesce(number, try_cast(version as bigint)) as number,
        from_latest as served_at
    from serving
    where production
    union all
    select r.model, r.version, coalesce(v.number, try_cast(r.version as bigint)), r.released_at
    from release r
    left join version v using (model, version)
    where r.version is not null and r.released_at <= $now::timestamp
),
-- The last that served before: a later one that was taken back is not what to return to.
previous as (
    select n.model, n.version as serving, arg_max(s.version, s.served_at) as version
    from serving_now n
    join served s on s.model = n.model and s.number < n.number
    group by n.model, n.version
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
join model m on m.model = p.model
where m.production
