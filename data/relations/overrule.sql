-- One row a production model and day on which overruled decisions were counted, beside the
-- decisions of that day: served is null where nobody counted them.
with
counted as (
    select
        model,
        day,
        max(value) filter (metric = 'decisions_overruled') as overruled,
        max(value) filter (metric = 'requests_served') as served,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier,
        min(fetched_at) as fetched_at
    from metric
    where metric in ('decisions_overruled', 'requests_served')
    group by model, day
)
select counted.*
from counted
join model on model.model = counted.model and model.production
where counted.overruled is not null
