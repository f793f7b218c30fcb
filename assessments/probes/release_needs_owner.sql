-- # One row a production model that was released while it had no active owner: the last time.
-- # That a release is refused without an owner can only be attested.
-- title = "A release is refused without an owner"
-- unit = "yes or no"
-- needs = ["attestation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 90
-- attestable = true
with
releases as (
    select r.*
    from release r
    join model m using (model)
    where m.production
        and r.exact
        and r.released_at > $now::timestamp - interval 365 day
        and r.released_at <= $now::timestamp
),
held as (
    select
        r.model,
        r.release,
        r.version,
        r.released_at,
        bool_or(
            coalesce(o.from_earliest <= r.released_at, true)
            and coalesce(o.until_latest > r.released_at, true)
            and (
                o.person is null
                or coalesce(
                    o.left_on > r.released_at::date, o.active or o.fetched_at > r.released_at
                )
            )
        ) as perhaps_owned,
        max(o.left_on) filter (
            o.from_latest <= r.released_at
            and (o.until_latest is null or o.until_earliest >= r.released_at)
        ) as left_on,
        arg_max(o.name, o.left_on) filter (
            o.from_latest <= r.released_at
            and (o.until_latest is null or o.until_earliest >= r.released_at)
        ) as name,
        min(o.fetched_at) as observed_at,
        list_sort(list(distinct o.source)) as sources,
        min(o.tier) as tier
    from releases r
    join owner_spell o on o.model = r.model and o.role = 'owner'
    group by r.model, r.release, r.version, r.released_at
)
select
    model,
    0::double as value,
    observed_at,
    sources,
    tier,
    'version ' || coalesce(version, release) || ' was released on '
    || strftime(released_at, '%Y-%m-%d') || ', after its owner ' || name || ' left on '
    || strftime(left_on, '%Y-%m-%d') as detail
from held
where not perhaps_owned and left_on is not null
qualify row_number() over (partition by model order by released_at desc, release) = 1
