-- Where kiosks stood, from when: only ever added to. Of entries with the same beginning the last one counts.
CREATE TABLE kiosk_stay (
    kiosk           VARCHAR(64)  NOT NULL REFERENCES kiosk (id),
    entry           INTEGER      NOT NULL, -- from 1, in the order in which they were entered
    stands_from     TIMESTAMP(3) WITH TIME ZONE NOT NULL, -- 1970: since ever
    latitude        DOUBLE PRECISION,
    longitude       DOUBLE PRECISION,
    borough         VARCHAR(200) NOT NULL,
    community_board VARCHAR(200) NOT NULL,
    address         VARCHAR(200) NOT NULL,
    neighborhood    VARCHAR(200) NOT NULL,
    entered_by      VARCHAR(200) NOT NULL,
    entered_at      TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    reason          VARCHAR(200) NOT NULL,
    PRIMARY KEY (kiosk, entry),
    CONSTRAINT stay_has_both_coordinates_or_none CHECK ((latitude IS NULL) = (longitude IS NULL))
);

-- That one was moved before is not known any more.
INSERT INTO kiosk_stay (kiosk, entry, stands_from, latitude, longitude, borough, community_board, address,
    neighborhood, entered_by, entered_at, reason)
SELECT id, 1, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', latitude, longitude, borough, community_board,
    address, neighborhood, 'registry', changed_at, '' FROM kiosk WHERE latitude IS NOT NULL;
