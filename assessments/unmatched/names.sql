-- One row a spelling by which some source names a model, and the model that it means.
select name, model from model_name order by name
