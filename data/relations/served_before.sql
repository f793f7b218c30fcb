-- One row a time that a production model began to serve a version lower than the one it serves now.
-- seen tells a pointer from a release: a release may lie ahead of the day that is asked about.
with
served as (
    select
        model,
        version,
        coalesce(number, try_cast(version as bigint)) as number,
        from_latest as served_at,
        'pointer' as seen
    from serving
    where production
    union all
    select
        release.model,
        release.version,
        coalesce(version.number, try_cast(release.version as bigint)),
        release.released_at,
        'release'
    from release
    left join version using (model, version)
    where release.version is not null
)
select
    served.model,
    serving_now.version as serving,
    served.version,
    served.served_at,
    served.seen
from served
join serving_now on serving_now.model = served.model and served.number < serving_now.number
join model on model.model = served.model and model.production
