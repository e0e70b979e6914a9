package org.curbline.simulator;

import org.curbline.program.CommandLines;
import picocli.CommandLine.IVersionProvider;

/** The version the program was built as. */
final class SimulatorVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return CommandLines.version("Curbline simulator", SimulatorVersion.class);
    }
}
