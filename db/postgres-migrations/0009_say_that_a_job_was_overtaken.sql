-- A statement that does not find a row as its job has read it calls this, and nothing of the job is kept.
CREATE FUNCTION "job_overtaken"() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'another job has changed the row first' USING ERRCODE = 'serialization_failure';
END $$;
