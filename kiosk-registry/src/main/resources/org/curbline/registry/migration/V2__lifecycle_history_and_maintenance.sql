CREATE TABLE lifecycle_change (
    kiosk      VARCHAR(64)  NOT NULL REFERENCES kiosk (id),
    changed_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    lifecycle  VARCHAR(16)  NOT NULL,
    changed_by VARCHAR(200) NOT NULL,
    reason     VARCHAR(200) NOT NULL,
    PRIMARY KEY (kiosk, changed_at)
);

-- What was before is not known any more.
INSERT INTO lifecycle_change (kiosk, changed_at, lifecycle, changed_by, reason)
SELECT id, changed_at, lifecycle, 'registry', '' FROM kiosk;

CREATE TABLE maintenance_window (
    id         VARCHAR(36)   PRIMARY KEY,
    kiosks     VARCHAR(1000000) NOT NULL, -- ids, a blank between
    boroughs   VARCHAR(2000) NOT NULL,    -- a line each
    begins_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    ends_at    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    repeats    VARCHAR(200),
    zone       VARCHAR(64),
    reason     VARCHAR(200)  NOT NULL,
    entered_by VARCHAR(200)  NOT NULL,
    entered_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    called_off_by VARCHAR(200),
    called_off_at TIMESTAMP(3) WITH TIME ZONE,
    CONSTRAINT repetition_has_a_zone CHECK ((repeats IS NULL) = (zone IS NULL)),
    CONSTRAINT called_off_by_somebody CHECK ((called_off_by IS NULL) = (called_off_at IS NULL))
);
