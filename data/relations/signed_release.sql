-- One row a release of a production model: who made it, and whether somebody else approved it. Made
-- by: the person behind its actor, else behind its version's author; approved by: its own approver,
-- else its version's. A name that is not there counts as missing (maker_missing, approver_missing)
-- only where the source names such people on other releases. by_other is null while it is open, as
-- where one of the two is in no directory.
with
naming as (
    select
        source,
        bool_or(actor is not null) as names_actors,
        bool_or(approver is not null) as names_approvers
    from release
    where seen = 'deployment'
    group by source
),
signed as (
    select
        release.*,
        version.created_by,
        coalesce(release.approver, version.approved_by) as signed_by,
        release.seen = 'deployment' and naming.names_actors as actor_expected,
        release.seen = 'deployment' and naming.names_approvers as approver_expected
    from release
    join model on model.model = release.model and model.production
    left join version on version.model = release.model and version.version = release.version
    left join naming on naming.source = release.source
),
resolved as (
    select
        signed.*,
        coalesce(actor_login.person, author_login.person) as maker_person,
        case
            when actor_login.person is not null then signed.actor
            when author_login.person is not null then signed.created_by
            else coalesce(signed.actor, signed.created_by)
        end as maker,
        signer_login.person as approver_person
    from signed
    left join person_login as actor_login on actor_login.login = lower(trim(signed.actor))
    left join person_login as author_login
        on author_login.login = lower(trim(signed.created_by))
    left join person_login as signer_login on signer_login.login = lower(trim(signed.signed_by))
)
select
    model,
    release,
    version,
    released_at,
    kind,
    maker,
    maker_person,
    coalesce(maker is null and actor_expected, false) as maker_missing,
    signed_by as approver,
    coalesce(signed_by is null and approver_expected, false) as approver_missing,
    case
        when approver_missing or lower(trim(signed_by)) = lower(trim(maker)) then false
        else approver_person <> maker_person
    end as by_other,
    source,
    tier,
    fetched_at
from resolved
