package io.sightline.job;

import io.sightline.analytics.emotions.EmotionCounter;
import io.sightline.analytics.emotions.OpenWindow;
import io.sightline.analytics.inside.CountEvent;
import io.sightline.analytics.inside.Crosser;
import io.sightline.analytics.inside.GateEvent;
import io.sightline.analytics.inside.Tally;
import io.sightline.analytics.occupancy.CameraSpots;
import io.sightline.analytics.occupancy.OccupancyProgress;
import io.sightline.analytics.occupancy.OccupancyTally;
import io.sightline.analytics.occupancy.SiteSpot;
import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.Moment;
import io.sightline.analytics.plates.HeldPlate;
import io.sightline.analytics.plates.TrackOver;
import io.sightline.analytics.plates.TrackReads;
import io.sightline.analytics.vehicles.CameraTracks;
import io.sightline.analytics.vehicles.Corrections;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.Stay;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.statements.PlateCorrection;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.job.order.CameraOrder;
import io.sightline.job.plates.TrackPlates;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTypesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        Observations.class,
        ObservationMinute.class,
        VehicleTrack.class,
        Passage.class,
        VehicleSession.class,
        SpotTransition.class,
        OccupancyWindow.class,
        CameraGap.class,
        PoisonRecord.class,
        CameraTracks.class,
        GateReport.class,
        CameraSpots.class,
        SpotReport.class,
        OccupancyProgress.class,
        SiteSpot.class,
        OccupancyTally.class,
        CameraWord.class,
        Moment.class,
        CameraLatest.class,
        CameraOrder.class,
        PlateRead.class,
        PlateView.class,
        TrackNews.class,
        HeldPlate.class,
        Stay.class,
        TrackReads.class,
        TrackOver.class,
        PlateCorrection.class,
        Corrections.State.class,
        TrackPlates.Followed.class,
        InsideCount.class,
        GateEvent.class,
        Crosser.class,
        CountEvent.class,
        Tally.class,
        EmotionWindow.class,
        OpenWindow.class,
        EmotionCounter.State.class,
        SpotStay.class
      })
  void whatTravelsOrIsStoredCanEvolve(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
