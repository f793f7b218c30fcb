-- One row a change of the version that a production slot points to, from at_earliest to at_latest.
-- Where a slot splits its traffic, the version with the largest share holds it; at equal shares the
-- newer pointer, then the version that came first. A rollback returns to a lower version that held
-- the slot before; a downgrade goes lower without that. Lower: by number, else by creation, else
-- by which held the slot first.
with
held as (
    select
        *,
        min(from_latest) over (partition by model, source, slot_kind, slot, version) as first_at
    from serving
    where production and model <> '(unallocated)'
),
change as (
    select model, source, slot_kind, slot, from_latest as at_latest, null::timestamp as at_earliest
    from held
    union all
    select model, source, slot_kind, slot, until_latest, until_earliest
    from held
    where until_latest is not null
),
instant as (
    select model, source, slot_kind, slot, at_latest, max(at_earliest) as at_earliest
    from change
    group by all
),
largest as (
    select
        instant.model, instant.source, instant.slot_kind, instant.slot, instant.at_latest,
        if(
            held.from_latest = instant.at_latest,
            coalesce(held.from_earliest, instant.at_earliest),
            instant.at_earliest
        ) as at_earliest,
        held.version, held.number, held.version_created_at, held.seen_by, held.actor, held.tier,
        held.fetched_at
    from instant
    join held
        on held.model = instant.model
        and held.source = instant.source
        and held.slot_kind = instant.slot_kind
        and held.slot = instant.slot
        and held.from_latest <= instant.at_latest
        and (held.until_latest is null or held.until_latest > instant.at_latest)
    qualify
        row_number() over (
            partition by
                instant.model, instant.source, instant.slot_kind, instant.slot, instant.at_latest
            order by held.share desc, held.from_latest desc, held.first_at, held.version
        ) = 1
),
beside as (
    select
        *,
        min(at_latest) over (partition by model, source, slot_kind, slot, version) as first_at,
        lag({'version': version, 'number': number, 'created_at': version_created_at}) over slot_time
            as earlier
    from largest
    window slot_time as (partition by model, source, slot_kind, slot order by at_latest)
),
pointer as (
    select
        *,
        lag(first_at) over (
            partition by model, source, slot_kind, slot order by at_latest
        ) as earlier_first_at,
        first_at < at_latest as held_before
    from beside
),
compared as (
    select
        *,
        case
            when number is not null and earlier.number is not null then number < earlier.number
            when version_created_at is not null and earlier.created_at is not null
                then version_created_at < earlier.created_at
            else first_at < earlier_first_at
        end as lower
    from pointer
    where earlier.version is distinct from version
)
select
    model,
    slot_kind,
    slot,
    earlier.version as from_version,
    version as to_version,
    case
        when earlier is null then 'first'
        when lower and held_before then 'rollback'
        when lower then 'downgrade'
        else 'promotion'
    end as kind,
    at_earliest,
    at_latest,
    seen_by,
    actor,
    source,
    tier,
    fetched_at
from compared
