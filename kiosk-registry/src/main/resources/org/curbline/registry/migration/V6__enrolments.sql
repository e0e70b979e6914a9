-- One-time tokens by which kiosks come to their passwords; kept when they are used, so that one can see who did what.
CREATE TABLE enrolment (
    id         VARCHAR(32)  PRIMARY KEY,
    kiosk      VARCHAR(64)  NOT NULL REFERENCES kiosk (id),
    token_hash VARCHAR(64)  NOT NULL UNIQUE, -- SHA-256, hex: a token is random and long, so it needs no slow hash
    issued_by  VARCHAR(200) NOT NULL,
    issued_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    used_at    TIMESTAMP(3) WITH TIME ZONE,
    used_from  VARCHAR(200) -- the address it was used from
);

CREATE INDEX enrolment_by_kiosk ON enrolment (kiosk, issued_at);
