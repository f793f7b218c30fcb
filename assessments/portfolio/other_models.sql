-- One row: how many registered models do not serve in production.
select count(*) as models from model where registered and not production
