package org.curbline.simulator;

import picocli.CommandLine.IVersionProvider;

/** The version the program was built as. */
final class SimulatorVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = SimulatorVersion.class.getPackage().getImplementationVersion();
        return new String[] {"Curbline simulator " + (version == null ? "(not packaged)" : version)};
    }
}
