package org.curbline.agent.check;

import java.net.URI;
import org.eclipse.microprofile.config.spi.Converter;

/** A phone, as its registrar knows it: {@code sip:user@host:port}. */
public record SipAddress(String text) {
    /** Host and port. */
    URI where() {
        return URI.create("sip://" + text.substring(text.indexOf(':') + 1));
    }

    @Override
    public String toString() {
        return text;
    }

    /** How it is written in the settings. */
    public static final class Words implements Converter<SipAddress> {
        private static final long serialVersionUID = 1;

        @Override
        public SipAddress convert(String value) {
            String text = value.strip();
            if (!text.matches("sip:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+(:\\d{1,5})?")) {
                throw new IllegalArgumentException("it must be sip:user@host:port");
            }
            return new SipAddress(text);
        }
    }
}
