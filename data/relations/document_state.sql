-- One row a location of a model's document of one kind that some source named: its state.
-- Where several sources looked, the first of exists, missing, unreachable and not_checked that one
-- of them saw. What only tells a state counts where another source named the document; the state
-- is as old, and proves as much, as the weaker of the naming and the look at it.
with
seen as (
    select
        model_name.model,
        document.kind,
        document.location,
        document.state,
        coalesce(document.only_state, false) as only_state,
        list_position(['exists', 'missing', 'unreachable', 'not_checked'], document.state) as place,
        document.source,
        trust.tier,
        document.fetched_at
    from landed.document as document
    join model_name on model_name.name = document.model
    join source_trust as trust on trust.source = document.source
),
naming as (
    select
        model, kind, location,
        list(distinct source) as sources,
        max(tier) as tier,
        max(fetched_at) as fetched_at
    from seen
    where not only_state
    group by model, kind, location
),
looking as (
    select
        model, kind, location,
        arg_min(state, place) as state,
        list(distinct source) as sources,
        max(tier) as tier,
        max(fetched_at) as fetched_at
    from seen
    group by model, kind, location, place
    qualify row_number() over (partition by model, kind, location order by place) = 1
)
select
    naming.model,
    naming.kind,
    naming.location,
    looking.state,
    list_sort(list_distinct(list_concat(naming.sources, looking.sources))) as sources,
    least(naming.tier, looking.tier) as tier,
    least(naming.fetched_at, looking.fetched_at) as fetched_at
from naming
join looking
    on looking.model = naming.model
    and looking.kind = naming.kind
    and looking.location = naming.location
