-- One row a real return of a production model to an older version: a deployment that went back, or
-- a production pointer that moved back to a lower version that had served, where no deployment of
-- about that time tells of it. hours run from the failed release that it ended, where it ended one.
with
ended as (
    select model, restored_by, min(recovery_hours) as hours
    from failed_release
    where restored_by is not null
    group by model, restored_by
),
deployed as (
    select
        release.model,
        release.release as what,
        release.version,
        coalesce(release.finished_at, release.released_at) as at_earliest,
        coalesce(release.finished_at, release.released_at) as at_latest,
        ended.hours,
        release.automatic,
        release.source,
        release.tier,
        release.fetched_at
    from release
    join model on model.model = release.model and model.production
    left join ended on ended.model = release.model and ended.restored_by = release.release
    where release.kind = 'rollback' and release.seen = 'deployment'
),
moved as (
    select
        move.model,
        concat(move.slot_kind, ' ', move.slot) as what,
        move.to_version as version,
        if(move.seen_by = 'poll', move.at_earliest, move.at_latest) as at_earliest,
        move.at_latest,
        null::double as hours,
        null::boolean as automatic,
        move.source,
        move.tier,
        move.fetched_at
    from move
    join model on model.model = move.model and model.production
    where
        move.kind = 'rollback'
        and not exists (
            select 1
            from deployed
            where
                deployed.model = move.model
                and deployed.at_latest
                >= coalesce(move.at_earliest, move.at_latest) - interval 24 hour
                and deployed.at_latest <= move.at_latest + interval 24 hour
        )
)
select * from deployed
union all
select * from moved
