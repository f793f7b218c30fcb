-- One row a text that means exactly one model: by its exact spelling, else by its normalised name.
-- keyed_model is the model of the normalised name alone: null where two models share that name.
select
    spelling.text,
    spelling.name_key,
    coalesce(model_name.model, model_key.model) as model,
    model_key.model as keyed_model
from spelling
left join model_name on model_name.name = spelling.text
left join model_key on model_key.name_key = spelling.name_key
where coalesce(model_name.model, model_key.model) is not null
