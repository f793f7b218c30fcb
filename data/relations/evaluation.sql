-- One row a number that a version of a model was measured at, on everything or on one group.
-- of_serving tells whether that version serves now; null where it is not known which one serves.
select
    model_name.model,
    evaluation.version,
    ltrim(lower(evaluation.version), 'v') = ltrim(lower(serving_now.version), 'v') as of_serving,
    serving_now.version as serving,
    evaluation.metric,
    evaluation.slice,
    lower(evaluation.slice) <> 'all' as of_group,
    evaluation.value,
    evaluation.at_least,
    evaluation.at_most,
    evaluation.evaluated_at,
    evaluation.url,
    evaluation.source,
    trust.tier,
    evaluation.fetched_at
from landed.evaluation as evaluation
join model_name on model_name.name = evaluation.model
join source_trust as trust on trust.source = evaluation.source
left join serving_now on serving_now.model = model_name.model
