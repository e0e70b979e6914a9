-- One text for H2 and PostgreSQL: only what both understand.

CREATE TABLE kiosk (
    id              VARCHAR(64)  PRIMARY KEY,
    lifecycle       VARCHAR(16)  NOT NULL,
    kiosk_type      VARCHAR(200) NOT NULL,
    latitude        DOUBLE PRECISION,
    longitude       DOUBLE PRECISION,
    borough         VARCHAR(200) NOT NULL,
    community_board VARCHAR(200) NOT NULL,
    address         VARCHAR(200) NOT NULL,
    neighborhood    VARCHAR(200) NOT NULL,
    installed       DATE,
    activated       DATE,
    origin          VARCHAR(16)  NOT NULL,
    changed_at      TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    CONSTRAINT kiosk_has_both_coordinates_or_none CHECK ((latitude IS NULL) = (longitude IS NULL))
);

CREATE TABLE credential (
    kiosk         VARCHAR(64)  PRIMARY KEY REFERENCES kiosk (id),
    password_hash VARCHAR(200) NOT NULL,
    changed_at    TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

-- Grows by one with every change; its only row is the lock that puts the writing gateways in order.
CREATE TABLE registry_revision (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision BIGINT  NOT NULL
);

INSERT INTO registry_revision (only_row, revision) VALUES (1, 0);
