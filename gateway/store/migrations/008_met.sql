-- Up to where a board had written when this stream met it for the first time: `device.met`.

ALTER TABLE mark ADD COLUMN met INTEGER NOT NULL DEFAULT 0;
