UPDATE OR REPLACE `search_token` SET `token` = to_simplified(`token`)
	WHERE `token` GLOB '*[㐀-𿿽]*' AND `token` <> to_simplified(`token`);
