-- One row a production model whose serving version is known to have been released: when that was
-- first, and who made the version. A way back to it is no release of its own.
select
    serving_now.model,
    serving_now.version,
    min(release.released_at) as released_at,
    any_value(version.created_by) as author,
    list_sort(list(distinct release.source)) as sources,
    min(release.tier) as tier,
    least(min(release.fetched_at), any_value(serving_now.fetched_at)) as fetched_at
from serving_now
join model on model.model = serving_now.model and model.production
join release
    on release.model = serving_now.model
    and ltrim(lower(release.version), 'v') = ltrim(lower(serving_now.version), 'v')
    and release.kind <> 'rollback'
left join version
    on version.model = serving_now.model and version.version = serving_now.version
group by serving_now.model, serving_now.version
