--> statement-breakpoint
CREATE TEXT SEARCH DICTIONARY "every_english_word" (TEMPLATE = snowball, Language = english);
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION "product_words" (COPY = simple);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION "product_words" ALTER MAPPING FOR
	asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
	WITH every_english_word;
