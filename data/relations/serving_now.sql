-- One row a model that serves in production now: the version with the largest share of it.
select
    model,
    arg_max(version, (share, number)) as version,
    arg_max(number, (share, number)) as number,
    min(fetched_at) as fetched_at
from serving
where production and until_latest is null
group by model
