-- How many of the days that should have a snapshot have one made of today's books?
select count(*) filter (where made_of = books) as done, count(*) as total from metric_days where company_id = :companyId
