-- One row a version of a model; where two sources hold it, the first that knows a field gives it.
with
record as (
    select
        model_name.model as model_name, record.*, trust.precedence, trust.tier,
        row_number() over (
            partition by model_name.model, record.version
            order by trust.precedence, record.model
        ) as place
    from landed.model_version as record
    join model_name on model_name.name = record.model
    join source_trust as trust on trust.source = record.source
)
select
    model_name as model,
    version,
    arg_min(number, place) as number,
    arg_min(created_at, place) as created_at,
    arg_min(created_by, place) as created_by,
    arg_min(approved_by, place) as approved_by,
    arg_min(ready, place) as ready,
    arg_min(training_run, place) as training_run,
    arg_min(git_commit, place) as git_commit,
    arg_min(dataset, place) as dataset,
    arg_min(parameters, place) as parameters,
    arg_min(metrics, place) as metrics,
    arg_min(compared_with, place) as compared_with,
    arg_min(signature, place) as signature,
    arg_min(artifacts, place) as artifacts,
    arg_min(description, place) as description,
    arg_min(url, place) as url,
    coalesce(
        arg_min(tags, place) filter (where cardinality(tags) > 0), map {}::map(varchar, varchar)
    ) as tags,
    arg_min(source, place) as source,
    arg_min(tier, place) as tier,
    arg_min(fetched_at, place) as fetched_at
from record
group by model_name, version
