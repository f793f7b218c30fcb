-- One row a production model and day on which logged decisions were replayed: how many came out
-- the same.
with
counted as (
    select
        model,
        day,
        max(value) filter (metric = 'decisions_replayed') as replayed,
        max(value) filter (metric = 'decisions_reproduced') as reproduced,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier,
        min(fetched_at) as fetched_at
    from metric
    where metric in ('decisions_replayed', 'decisions_reproduced')
    group by model, day
)
select counted.*
from counted
join model on model.model = counted.model and model.production
where counted.replayed > 0 and counted.reproduced is not null
