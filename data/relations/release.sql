-- One row a release: a deployment of a model into production that did not fail to install, or, for
-- a model without any deployment, a move of its production pointer (exact is false if only polled).
-- released_at is when the deployment started; a move's is the first time that it was seen.
-- A deployment called a release that goes back to a lower version of its target is a rollback.
-- One that tells a commit and no version is of the only version that was made from that commit.
with
made as (
    select model, lower(git_commit) as commit, min(version) as version
    from version
    where git_commit is not null
    group by model, lower(git_commit)
    having count(*) = 1
),
told as (
    select
        match.model,
        deployment.* exclude (model, version),
        coalesce(deployment.version, made.version) as version,
        trust.tier
    from landed.deployment as deployment
    join match
        on match.entity = 'deployment'
        and match.source = deployment.source
        and match.id = deployment.deployment
    join source_trust as trust on trust.source = deployment.source
    left join made on made.model = match.model and made.commit = lower(deployment.commit)
    where deployment.production and deployment.succeeded is distinct from false
),
deployed as (
    select
        told.*, version.number, version.created_at as version_created_at,
        lag({
            'version': told.version,
            'number': version.number,
            'created_at': version.created_at
        }) over target_time as earlier,
        min(told.started_at) over (
            partition by told.model, told.source, told.target, told.version
        ) as first_at
    from told
    left join version on version.model = told.model and version.version = told.version
    window
        target_time as (
            partition by told.model, told.source, told.target
            order by told.started_at, told.deployment
        )
),
compared as (
    select
        *,
        version is not null and first_at < started_at and version is distinct from earlier.version
        and case
            when number is not null and earlier.number is not null then number < earlier.number
            when version_created_at is not null and earlier.created_at is not null
                then version_created_at < earlier.created_at
        end as returned
    from deployed
),
moved as (
    -- One new version reaches several slots of a model: the first of these moves is the release.
    -- A pointer that stood already when it was first seen is a release only if it is known to the
    -- week when it was set: a registry that is read since today tells no earlier history.
    select *
    from move
    where
        (kind <> 'first' or at_latest - at_earliest <= interval 7 day)
        and model not in (select model from deployed)
    qualify
        lag(to_version) over (partition by model order by at_latest, source, slot_kind, slot)
        is distinct from to_version
)
select
    model,
    deployment as release,
    version,
    started_at as released_at,
    finished_at,
    if(kind = 'release' and coalesce(returned, false), 'rollback', kind) as kind,
    actor,
    approver,
    automatic,
    commit,
    url,
    target,
    source,
    'deployment' as seen,
    true as exact,
    tier,
    fetched_at
from compared
union all
select
    model,
    concat(
        slot_kind, ' ', slot, ' to ', to_version, ' by ', strftime(at_latest, '%Y-%m-%d %H:%M:%S')
    ),
    to_version,
    at_latest,
    null,
    if(kind = 'rollback', 'rollback', 'release'),
    actor,
    null,
    null,
    null,
    null,
    slot,
    source,
    'move',
    seen_by <> 'poll',
    tier,
    fetched_at
from moved
